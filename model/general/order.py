"""The argument: every computed node, part by part, in the order in which it is made."""

from ..argument import affording, deployment, hardware, measured
from ..argument import conclusion as compared
from ..argument import demand as counted
from ..argument import development as trained
from ..language import Node
from . import conclusion, demand, development, running

__all__ = ["ARGUMENT"]

ARGUMENT: tuple[Node, ...] = (
    hardware.node_day_price,
    hardware.peak_throughput,
    hardware.throughput,
    affording.node_year_price,
    affording.node_token_price,
    affording.node_memory,
    affording.api_markup,
    running.copy_nodes,
    running.copy_year_price,
    demand.demand,
    demand.paid_demand,
    counted.processed_demand,
    deployment.nodes,
    deployment.compute_cost,
    running.api_cost,
    deployment.combined_cost,
    conclusion.largest_viable_cost,
    deployment.deployment_gpus,
    trained.training_gpu_hours,
    development.hour_cost,
    development.development_cost,
    compared.scenario_ratio,
    compared.combined_ratio,
    conclusion.cost_ratio,
    compared.inference_share,
    compared.development_multiple,
    measured.nodes_smooth,
    measured.compute_cost_smooth,
    measured.combined_cost_smooth,
    measured.largest_viable_cost_smooth,
    measured.first_year_ratio,
    measured.final_run_cost,
    measured.deployment_to_final_run,
)
"""Every computed node."""
