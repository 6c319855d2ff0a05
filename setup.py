"""For the pre-commit framework and prek, which run `pip install .` in a clone: it takes the program as a wheel.

This is no package of dsnitch, and nothing is built from it: Cargo.toml and packaging/pypi are what dsnitch is built from.
"""

from setuptools import setup

setup(
    name="dsnitch-pre-commit",
    version="0.0.0",
    # Named, or setuptools would look for packages in the folders of the repository.
    packages=[],
    install_requires=["dsnitch==0.1.0"],
)
