"""Lists of a few accounts, as a half-year apart leaves them: made up by hypothesis."""

from hypothesis import strategies as st

from store.rows import Decided, Entry

IDS = ("A1", "A2", "A3", "A4")
NAMES = ("Contoso", "Contoso AG", "Litware", "Fabrikam Inc", "Tailspin Toys", "Tailspin Toy Co")
DOMAINS = ("contoso.com", "litware.com", "tailspin.com")

rows = st.builds(
    Entry,
    account_id=st.sampled_from(IDS),
    name=st.sampled_from(NAMES),
    aliases=st.sampled_from([(), ("Contoso",), ("Toys",)]),
    domains=st.sampled_from([(), *((domain,) for domain in DOMAINS)]),
    ticker=st.sampled_from(["", "CTSO"]),
    parent_id=st.sampled_from(["", "A1"]),
    tier=st.sampled_from(["major", "global"]),
    district=st.sampled_from(["", "west", "east"]),
    pcs=st.sampled_from([None, 0, 5_000]),
    manager_email=st.sampled_from(["", "ana@vendor.example"]),
    exception=st.sampled_from(["", "pilot"]),
)
lists = st.lists(rows, max_size=len(IDS), unique_by=lambda row: row.account_id)
decisions = st.lists(
    st.builds(
        Decided,
        before_id=st.sampled_from(IDS),
        after_id=st.sampled_from(IDS),
        before_name=st.sampled_from(NAMES),
        after_name=st.sampled_from(NAMES),
        same=st.booleans(),
    ),
    max_size=4,
)
