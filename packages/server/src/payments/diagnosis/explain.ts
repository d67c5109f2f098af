import { type Diagnosis, failures } from '@topay/contract'
import { retryRule } from '../retry-rule.ts'
import { adviceOf, stepsOf } from './advice.ts'
import { type Facts, whereMoneyIs } from './facts.ts'
import { timelineOf } from './timeline.ts'
import { causeOf, verdictOf } from './wording.ts'

/** Response codes that tell of fraud, lost or stolen cards: whoever holds the card must not learn them, so they read like any decline. */
const FRAUD_CODES = ['34', '41', '43', '59']
const PLAIN_DECLINE = { code: '05', message: '不予承兑' }

const bankWords = (f: Facts): Diagnosis['bank'] =>
  f.bank && f.card ? { name: f.card.bank_name, ...(FRAUD_CODES.includes(f.bank.code) ? PLAIN_DECLINE : f.bank) } : null

/** The facts of a payment as the diagnosis that customer and agent read; `ids` name the payment, its order, and the payment that paid the order later. */
export const explain = (f: Facts, ids: { payment_id: string; order_id: string; paid_by: string | null }): Diagnosis => {
  const { verdict, detail } = verdictOf(f)
  const { next, others } = stepsOf(f)
  const row = f.code === null ? null : failures[f.code]
  return {
    payment_id: ids.payment_id,
    order_id: ids.order_id,
    status: f.status,
    code: f.code,
    money: whereMoneyIs(f),
    verdict,
    verdict_detail: detail,
    cause: causeOf(f),
    cause_class: row?.cause_class ?? null,
    fixed_by: row?.fixed_by ?? null,
    retry:
      f.code === null ? null : retryRule({ failure_code: f.code, bank_code: f.bank?.code ?? null }, f.system_errors),
    advice: adviceOf(f),
    next_step: next,
    alternatives: others,
    order_status: f.order.status,
    order_expires_at: f.order.expires_at,
    paid_by: ids.paid_by,
    bank: bankWords(f),
    timeline: timelineOf(f),
    checked_at: f.checked_at,
  }
}
