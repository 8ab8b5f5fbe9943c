"""Evenings of an invented room with one thing gone wrong on purpose, to score what a diagnosis says. 演练数据

What is planted changes what people, the shop and the machines do; a diagnosis gets the events only.
"""
