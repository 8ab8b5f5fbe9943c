"""评论雷达: what viewers ask and complain about, read as it comes; what the team does about it."""
