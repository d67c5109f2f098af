import type { CaseKind } from '../cases/index.ts'
import { customerLocale } from '../identity/index.ts'
import { diagnose, paymentCards } from '../payments/index.ts'
import { found } from '../platform/index.ts'

/** The kind of case that is about a payment; its reference is the payment's id. */
export const paymentKind: CaseKind = {
  topic: 'payment',

  context: async (tx, customerId, reference) => {
    const payment = found((await paymentCards(tx, [reference], { customer_id: customerId })).get(reference))
    const language = (await customerLocale(tx, customerId)) === 'en' ? 'en' : 'zh'
    return { subject: `${payment.card.merchant[language]} · ${payment.description}`, card: payment.card }
  },

  cards: async (db, references) =>
    new Map([...(await paymentCards(db, [...new Set(references)]))].map(([id, { card }]) => [id, card] as const)),

  panel: async (db, reference) => {
    const { description } = found((await paymentCards(db, [reference])).get(reference))
    // What was bought, in the merchant's own words; where it was bought is on the card.
    return { diagnosis: await diagnose(db, reference), title: { zh: description, en: description } }
  },
}
