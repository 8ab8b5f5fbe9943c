"""What leaves the house: targets, outbox, contact points, tracked links. Nothing is sent twice."""
