-- When the bank first refused the refund with words that contradict the debit we know of; such money goes no other way by itself, people look.
alter table money_return add column contradicted_at timestamptz;
create index money_return_contradicted on money_return (contradicted_at) where contradicted_at is not null and settled_at is null;

-- The bank paid out what it had said had failed: minor units taken back from the wallet. Null while the bank never said so; 0 also when the payout came back.
alter table withdrawal add column late_taken bigint check (late_taken >= 0);
