import type { Order } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Card, Tile } from '#shared/ui/surface.tsx'

/** The terms of refund in force for this order: read before paying, and the same afterwards. */
export const TermsCard = ({ terms }: { terms: NonNullable<Order['refund_terms']> }) => {
  const { t } = useTranslation('money')
  const { text } = useFormat()
  return (
    <Card padded className="row-x top g3" data-testid="refund-terms">
      <Tile icon="refund" tone="info" />
      <div className="grow">
        <h2 className="t6 c3" style={{ fontWeight: 400 }}>
          {t('checkout.terms')}
        </h2>
        <p>
          {terms.window_days > 0
            ? t(`checkout.window.${terms.clock_start}`, { count: terms.window_days })
            : t('checkout.noWindow')}
        </p>
        <details className="t6 c2" style={{ marginTop: 4 }}>
          <summary style={{ minHeight: 28, cursor: 'pointer' }}>{t('checkout.more')}</summary>
          <p style={{ whiteSpace: 'pre-line' }}>{text(terms.text)}</p>
        </details>
        <p className="t7 c3">{t('checkout.termsVersion', { version: terms.version })}</p>
      </div>
    </Card>
  )
}
