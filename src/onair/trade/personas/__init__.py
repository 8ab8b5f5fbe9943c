"""Who a host is to the audience, with proof."""
