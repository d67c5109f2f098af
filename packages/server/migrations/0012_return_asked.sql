-- When the bank was last asked for the refund; null while no request of ours can have reached it.
alter table money_return add column asked_at timestamptz;
