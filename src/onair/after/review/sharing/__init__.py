"""分享链接: a review for somebody without an account, until a day that was set."""
