import type { Difference } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { formatMoney } from '#shared/money/format-money.ts'
import { Facts } from '../panel/facts.tsx'

/** The two sides of a difference, whose it is, and how it was cleared up. */
export const DifferenceFacts = ({ difference }: { difference: Difference }) => {
  const { t } = useTranslation('desk')
  const { deadline } = useFormat()
  const { bank_amount, books_amount, resolution, resolved_at } = difference
  return (
    <Facts
      rows={[
        bank_amount !== null && [t('reconciliation.bank'), <b key="bank">{formatMoney(bank_amount)}</b>],
        books_amount !== null && [t('reconciliation.books'), <b key="books">{formatMoney(books_amount)}</b>],
        difference.operation !== 'file' && [
          t('reconciliation.reference'),
          <span key="reference" className="mono" style={{ overflowWrap: 'anywhere' }}>
            {difference.reference}
          </span>,
        ],
        resolution !== null && [t('reconciliation.resolution'), resolution],
        resolved_at !== null && [
          t('reconciliation.state.resolved'),
          t('reconciliation.resolvedAt', { time: deadline(resolved_at) }),
        ],
      ]}
    />
  )
}
