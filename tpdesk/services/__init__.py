"""One function per act: desk, calc and audit in one place; called by verbs and screens alike."""
