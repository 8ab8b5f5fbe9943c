"""From a review into the next show and back: what is changed, whether it was really taken, whether it helped."""
