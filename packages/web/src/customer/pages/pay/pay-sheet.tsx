import { useQueryClient } from '@tanstack/react-query'
import type { Order, Payment, PaymentMethod } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isPassing } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { Amount } from '#shared/ui/amount.tsx'
import { Button } from '#shared/ui/button.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { Tile } from '#shared/ui/surface.tsx'
import { useGo } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { PinPad } from '../../parts/pin-pad.tsx'
import { useHelp } from '../../parts/use-help.ts'
import { paths } from '../../paths.ts'
import styles from './pay.module.css'

type Props = { open: boolean; order: Order; method: PaymentMethod; onClose: () => void }

/**
 * Asks for the payment password and pays. A wrong password is told here and may be tried again; every other outcome has
 * its own page. When no answer comes, the very same request is sent again, which cannot pay twice.
 */
export const PaySheet = ({ open, order, method, onClose }: Props) => {
  const { t } = useTranslation('customer')
  const go = useGo()
  const queryClient = useQueryClient()
  const help = useHelp()
  const [wrong, setWrong] = useState<Payment | null>(null)
  const [tries, setTries] = useState(0)

  const settle = (payment: Payment) => {
    queryClient.setQueryData(apiQuery('getPayment', { params: { payment_id: payment.id } }).queryKey, payment)
    for (const changed of ['getWallet', 'listTransactions', 'getOrder', 'diagnosePayment', 'getMe']) {
      void queryClient.invalidateQueries({ queryKey: [changed] })
    }
    if (payment.failure_code === 'SEC_PIN_WRONG' && (payment.tries_left ?? 0) > 0) {
      setWrong(payment)
      setTries(tries + 1)
      return
    }
    go(payment.status === 'succeeded' ? paths.paid(payment.id) : paths.payment(payment.id), { replace: true })
  }
  const pay = useApiMutation('payOrder', {
    onSuccess: settle,
    // The same key goes out each time: these are questions about one payment, not several payments.
    retry: (failures, error) => failures < 3 && isPassing(error),
    retryDelay: (failures) => 800 * 2 ** failures,
  })
  const lost = pay.isError && isPassing(pay.error)
  const askAgain = () => pay.variables && pay.mutate(pay.variables)
  // While the outcome is open the sheet stays: closing it would invite a second try.
  const close = () => {
    if (!pay.isPending) onClose()
  }

  return (
    <Sheet open={open} onClose={close} title={t('checkout.passwordTitle')}>
      {pay.isPending ? (
        <output className={styles['wait']}>
          <span className={styles['ring']} aria-hidden="true" />
          <div className="t3">{t(pay.failureCount > 0 ? 'checkout.lost' : 'checkout.paying')}</div>
          <div className="t6 c2">{t(pay.failureCount > 0 ? 'checkout.lostHint' : 'checkout.payingHint')}</div>
        </output>
      ) : lost ? (
        <div className={styles['wait']} role="alert">
          <Tile icon="clock" tone="wait" size="large" />
          <div className="t3" style={{ marginTop: 4 }}>
            {t('checkout.lost')}
          </div>
          <div className="t6 c2">{t('checkout.lostHint')}</div>
          <div style={{ marginTop: 12 }}>
            <Button icon="refresh" onClick={askAgain}>
              {t('checkout.askAgain')}
            </Button>
          </div>
        </div>
      ) : (
        <div className={styles['sheet']}>
          <div className="t1">
            <Amount money={order.amount} />
          </div>
          <div id="pay-note" className={`t6 ${styles['sheetNote']}`} aria-live="polite">
            {wrong ? (
              <span className="c-danger">{t('checkout.wrong', { count: wrong.tries_left ?? 0 })}</span>
            ) : (
              <span className="c3">{order.description}</span>
            )}
          </div>
          <PinPad
            key={tries}
            label={t('checkout.passwordLabel')}
            describedBy="pay-note"
            wrong={wrong !== null}
            onDone={(digits) =>
              pay.mutate({ params: { order_id: order.id }, body: { method, payment_password: digits } })
            }
          />
          <FormError error={pay.error} />
          {wrong && (
            <Button
              kind="plain"
              size="small"
              busy={help.busy}
              onClick={() => help.open({ topic: 'security', payment_id: wrong.id })}
            >
              {t('checkout.forgot')}
            </Button>
          )}
        </div>
      )}
    </Sheet>
  )
}
