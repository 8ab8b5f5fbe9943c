"""What the demo has prepared: a pool of goods with their evidence, and the next shows. 演练数据 throughout."""
