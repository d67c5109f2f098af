import type { CasePanel } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { languageNames } from '#shared/i18n/language.ts'
import { formatMoney } from '#shared/money/format-money.ts'
import { Facts } from './facts.tsx'
import styles from './panel.module.css'

const passwordTone = { set: 'c-ok', unset: 'c2', locked: 'c-wait' } as const

/** Who the customer is, masked, and what they have. */
export const CustomerSection = ({ panel }: { panel: CasePanel }) => {
  const { t } = useTranslation('desk')
  const { day } = useFormat()
  const { customer, balance, held } = panel
  if (customer === null || balance === null || held === null) return null
  return (
    <section className={styles['section']} aria-labelledby="panel-customer">
      <div className={styles['head']}>
        <h2 id="panel-customer">{t('customer.title')}</h2>
        <span className="t7 c3">{t('customer.masked')}</span>
      </div>
      <Facts
        rows={[
          [t('customer.name'), customer.name],
          customer.phone !== null && [t('customer.phone'), customer.phone],
          customer.email !== null && [t('customer.email'), customer.email],
          [t('customer.balance'), <b key="balance">{formatMoney(balance)}</b>],
          held.amount !== 0 && [
            t('customer.held'),
            <span key="held" className="c-wait">
              {formatMoney(held)}
            </span>,
          ],
          [
            t('customer.password'),
            <span key="password" className={passwordTone[customer.payment_password]}>
              {t(`customer.passwordState.${customer.payment_password}`)}
            </span>,
          ],
          [t('customer.locale'), languageNames[customer.locale]],
          [t('customer.since'), day(customer.member_since)],
        ]}
      />
    </section>
  )
}
