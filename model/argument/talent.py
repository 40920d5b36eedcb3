"""Talent: who could run BLOOM on their own, and how many requests for it they and others make."""

from ..language import Value, node, smaller


@node("people")
def world_cs_graduates(
    us_cs_graduates: Value, us_population: Value, world_population: Value, relative_graduate_density: Value
) -> Value:
    """Computer Science graduates in the world, scaled up from the US by population."""
    return us_cs_graduates / us_population * world_population * relative_graduate_density


@node("people")
def crude_talent_pool(
    world_cs_graduates: Value, top_fraction: Value, studied_fraction: Value, retained_fraction: Value
) -> Value:
    """Top Computer Science graduates with the machine learning knowledge to run BLOOM, as a product."""
    return world_cs_graduates * top_fraction * studied_fraction * retained_fraction


@node("people")
def talent_pool(crude_talent_pool: Value) -> Value:
    """People who meet the talent requirement to run BLOOM on their own.

    Notes
    -----
    The product of the fractions. The author sets an overall estimate by hand instead, from 73 engineers
    and the downloads; the study `published` gives it as a prior of this node.
    """
    return crude_talent_pool


@node("people")
def generous_talent_pool(world_cs_graduates: Value, top_fraction: Value, generous_knowledge_fraction: Value) -> Value:
    """The same pool if one of the post's two 1% were 10%, which it calls barely plausible."""
    return world_cs_graduates * top_fraction * generous_knowledge_fraction


@node("people")
def capable_people(talent_pool: Value, graduate_share: Value) -> Value:
    """Everybody capable of running BLOOM on their own: the pool over its share of them."""
    return talent_pool / graduate_share


@node("people")
def independent_users(interested_users: Value, capable_people: Value) -> Value:
    """People who will actually run BLOOM on their own: no more than are capable."""
    return smaller(interested_users, capable_people)


@node("request/month")
def downloads_per_month(capable_people: Value, requests_per_capable_person: Value, background_requests: Value) -> Value:
    """Requests for BLOOM's repository in a month, by capable people and by everybody else."""
    return capable_people * requests_per_capable_person + background_requests


@node("request")
def downloads(downloads_per_month: Value, months_since_release: Value) -> Value:
    """Requests for BLOOM's repository since its release; requests, not people."""
    return downloads_per_month * months_since_release
