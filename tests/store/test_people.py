"""Who is who: one person on many channels, claims that are no proof, agents."""

import asyncio

import pytest

from store import people


async def meet(store, address="u1", channel="slack", **more):
    return await store.transact(people.meet, channel=channel, address=address, **more)


async def test_the_same_address_is_the_same_person(store):
    first = await meet(store, name="Ann Lee")
    again = await meet(store)
    assert again == first
    assert again.name == "Ann Lee"
    assert (await meet(store, channel="telegram")).id != first.id


async def test_a_proven_email_joins_channels(store):
    slack = await meet(store, email="Ann@Example.com")
    mail = await meet(store, "ann@example.com", channel="email", email="ann@example.COM ")
    assert mail.id == slack.id
    assert slack.email == "ann@example.com"
    assert [it.channel for it in await store.read(people.identities, slack.id)] == [
        "slack",
        "email",
    ]


async def test_a_claimed_email_joins_nothing(store):
    known = await meet(store, email="ann@example.com")
    stranger = await meet(store, "s1", channel="web", claimed_email="ann@example.com")
    assert stranger.id != known.id
    assert stranger.email == ""
    assert (await store.read(people.find_by_email, "ann@example.com")).id == known.id


async def test_a_claim_does_not_replace_proof(store):
    await meet(store, email="ann@example.com")
    told = await meet(store, claimed_email="boss@example.com")
    assert (told.email, told.claimed_email) == ("ann@example.com", "boss@example.com")
    assert await store.read(people.find_by_email, "boss@example.com") is None


async def test_what_is_new_is_remembered_and_what_is_missing_is_not_forgotten(store):
    await meet(store, name="ann@example.com", language="de")
    assert (await meet(store, name="Ann")).language == "de"
    assert (await meet(store, name="ann@example.com", language="en")).name == "Ann"
    told = await meet(store)
    assert (told.name, told.language) == ("Ann", "en")
    assert await store.read(people.get, told.id) == told


async def test_an_address_proven_later_joins_the_person_it_belongs_to(store):
    agent = await store.transact(people.enlist, name="Sam", email="sam@example.com", teams=("net",))
    before = await meet(store)
    assert before.id != agent.id
    after = await meet(store, email="sam@example.com")
    assert after == agent
    assert (await meet(store)).is_agent


async def test_an_address_proven_later_proves_who_was_known(store):
    before = await meet(store, name="Ann")
    after = await meet(store, email="ann@example.com")
    assert (after.id, after.email) == (before.id, "ann@example.com")


async def test_twenty_first_messages_make_one_person(store):
    met = await asyncio.gather(*(meet(store, email="ann@example.com") for _ in range(20)))
    assert len({person.id for person in met}) == 1


async def test_first_messages_on_two_channels_make_one_person(store):
    met = await asyncio.gather(
        *(meet(store, channel=str(n), email="ann@example.com") for n in range(10))
    )
    assert len({person.id for person in met}) == 1


async def test_enlisting_twice_is_enlisting_once(store):
    sam = {"name": "Sam", "email": "Sam@example.com", "teams": ("net", "sap")}
    first = await store.transact(people.enlist, **sam, also=(("slack", "U7"),))
    again = await store.transact(people.enlist, **sam, also=(("slack", "U7"),))
    assert first == again
    assert (first.is_agent, first.teams, first.email) == (True, ("net", "sap"), "sam@example.com")
    assert await store.read(people.agents) == (first,)
    (only,) = await store.read(people.identities, first.id)
    assert (only.channel, only.address) == ("slack", "U7")
    assert (await meet(store, "U7")).id == first.id


async def test_an_agents_name_is_the_desks_to_say(store):
    await store.transact(
        people.enlist, name="Sam", email="sam@example.com", teams=(), also=(("slack", "u1"),)
    )
    assert (await meet(store, name="sammy!!")).name == "Sam"


async def test_an_address_of_somebody_else_moves_to_the_agent(store):
    before = await meet(store)
    agent = await store.transact(
        people.enlist, name="Sam", email="sam@example.com", teams=(), also=(("slack", "u1"),)
    )
    assert (await meet(store)).id == agent.id != before.id


async def test_an_agent_needs_an_email(store):
    with pytest.raises(ValueError, match="e-mail"):
        await store.transact(people.enlist, name="Sam", email=" ", teams=())


async def test_dismissing(store):
    sam = await store.transact(people.enlist, name="Sam", email="sam@example.com", teams=("net",))
    await store.transact(people.works_at, sam.id, "web|desk|")
    assert (await store.read(people.get, sam.id)).desk == "web|desk|"
    assert await store.transact(people.dismiss, "SAM@example.com") is True
    assert await store.transact(people.dismiss, "sam@example.com") is False
    assert await store.read(people.agents) == ()
    gone = await store.read(people.get, sam.id)
    assert (gone.is_agent, gone.teams, gone.desk) == (False, (), "")


async def test_nobody(store):
    assert await store.read(people.get, 99) is None
    assert await store.read(people.find_by_email, "") is None
    await meet(store)
    assert await store.read(people.find_by_email, "") is None
