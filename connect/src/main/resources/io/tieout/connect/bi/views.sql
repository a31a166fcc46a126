-- What people usually ask. Amounts in minor units are exact; amount is the same in the currency's own unit.

create or replace function tieout_amount(minor bigint, currency text) returns numeric
language sql immutable parallel safe as $$
  select case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF',
                      'XOF', 'XPF') then minor::numeric
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then minor * 0.001
    when currency in ('CLF', 'UYW') then minor * 0.0001
    else minor * 0.01
  end
$$;

-- Of the cases decided on a day (UTC, stated time), how many matched. A case that is excepted counts on the day its
-- exception was opened, until it is resolved; a second entry beside a match that stands takes nothing from it.
create or replace view match_rate_by_day as
with decided as (
  select (matched_at at time zone 'UTC')::date as day, policy, company, true as matched
  from matches
  where status = 'MATCHED'
  union all
  (
    select distinct on (policy, correlation_id, coalesce(entry_id, ''))
      (opened_at at time zone 'UTC')::date, policy, company, false
    from exceptions
    where status <> 'RESOLVED' and correlation_id is not null and reason <> 'DUPLICATE_ENTRY'
    order by policy, correlation_id, coalesce(entry_id, ''), opened_at
  )
)
select day, policy, company,
  count(*) filter (where matched) as matched,
  count(*) filter (where not matched) as excepted,
  round(count(*) filter (where matched)::numeric / count(*), 4) as match_rate
from decided
group by day, policy, company;

-- Every exception that is not resolved, with its age now.
create or replace view open_exceptions as
select exception_id, status, category, reason, severity, owner, policy, correlation_id, company, side, source, account,
  entry_id, detail, amount_minor, amount_currency, tieout_amount(amount_minor, amount_currency) as amount,
  residual_minor, opened_at, due_at, now() - opened_at as age,
  case
    when opened_at is null then 'unknown'
    when now() - opened_at < interval '1 day' then 'under 1 day'
    when now() - opened_at < interval '7 days' then '1 to 7 days'
    when now() - opened_at < interval '30 days' then '7 to 30 days'
    else '30 days and more'
  end as age_group
from exceptions
where status <> 'RESOLVED';

create or replace view exception_ageing as
select policy, reason, severity, owner, company, age_group, amount_currency,
  count(*) as exceptions, sum(amount_minor) as amount_minor, sum(amount) as amount, min(opened_at) as oldest_opened_at
from open_exceptions
group by policy, reason, severity, owner, company, age_group, amount_currency;

-- Entries that stand in an exception that is not resolved, each counted once a policy. An exception lists the first of
-- many entries of a group.
create or replace view unmatched_by_source_and_company as
with unmatched as (
  select distinct on (x.policy, e.value ->> 'entry_id')
    x.policy, e.value ->> 'entry_id' as entry_id, split_part(e.value ->> 'entry_id', '/', 1) as source, x.company,
    (e.value -> 'amount' ->> 'minor')::bigint as amount_minor, e.value -> 'amount' ->> 'currency' as amount_currency
  from exceptions x cross join lateral jsonb_array_elements(x.entries) e
  where x.status <> 'RESOLVED' and x.reason <> 'DUPLICATE_ENTRY'
  order by x.policy, e.value ->> 'entry_id', x.version desc
)
select policy, source, company, amount_currency,
  count(*) as entries, sum(amount_minor) as amount_minor, sum(tieout_amount(amount_minor, amount_currency)) as amount
from unmatched
group by policy, source, company, amount_currency;

create or replace view late_arrivals_by_delay as
select policy, kind, side, company, amount_currency,
  case
    when late_by_ms < 3600000 then 'under 1 hour'
    when late_by_ms < 86400000 then '1 hour to 1 day'
    when late_by_ms < 604800000 then '1 to 7 days'
    else '7 days and more'
  end as delay,
  count(*) as late_arrivals, count(*) filter (where completed) as completed_their_case,
  sum(amount_minor) as amount_minor, max(late_by_ms) as longest_ms
from late_arrivals
group by policy, kind, side, company, amount_currency, delay;

-- Stated time from the first entry of a match to the one that completed it. A match lists the first of many entries.
create or replace view match_times as
select m.match_id, m.policy, m.company, m.timing, m.matched_at, m.amount_minor, m.amount_currency,
  tieout_amount(m.amount_minor, m.amount_currency) as amount, m.matched_at - earliest.stated_at as time_to_match
from matches m cross join lateral (
  select min((e.value ->> 'stated_at')::timestamptz) as stated_at from jsonb_array_elements(m.entries) e
) earliest
where m.status = 'MATCHED';

create or replace view time_to_match as
select (matched_at at time zone 'UTC')::date as day, policy, company, count(*) as matches,
  percentile_disc(0.5) within group (order by time_to_match) as half_within,
  percentile_disc(0.95) within group (order by time_to_match) as nineteen_of_twenty_within,
  max(time_to_match) as longest
from match_times
group by day, policy, company;
