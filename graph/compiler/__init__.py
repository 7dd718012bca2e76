"""Compiles a validated query over declared fields into one SQL statement whose result is the JSON of the answer.

The small face: `Compiler` makes a `Plan`, `Plan.bind` gives the driver's values, `Unsupported` says why not.
"""

from graph.compiler.compile import Compiler
from graph.compiler.plan import Plan, Unsupported

__all__ = ["Compiler", "Plan", "Unsupported"]
