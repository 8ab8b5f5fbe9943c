"""平台报表: what the exports of platforms look like, as data; read cell by cell, never by place."""
