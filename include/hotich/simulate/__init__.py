"""A sample province: deliveries as offices send them, made from a seed, with the truth about them."""

from hotich.simulate.faults import FaultRates
from hotich.simulate.light import bench_delivery
from hotich.simulate.province import UnitCounts, simulate
from hotich.simulate.styles import Shares
from hotich.simulate.truth import SimulationSummary

__all__ = ["FaultRates", "Shares", "SimulationSummary", "UnitCounts", "bench_delivery", "simulate"]
