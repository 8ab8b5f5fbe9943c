"""Every published figure: ours against a peer or a limit measured in the same run, in alternated rounds."""
