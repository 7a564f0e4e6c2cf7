# make-folders.py FOLDER: makes FOLDER and removes it, again and again.
import os
import sys

while True:
    os.mkdir(sys.argv[1])
    os.rmdir(sys.argv[1])
