"""A folder with all that tpdesk needs, to install it on a computer without a network: `python -m tools.wheelhouse`."""
