import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import type { Intent } from '#shared/api/intents.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { formatMoney } from '#shared/money/format-money.ts'
import { useOnline } from '#shared/realtime/use-online.ts'
import { showToast } from '#shared/ui/toast-store.ts'
import { useGo } from '../navigation.tsx'
import { askOutcome, TOP_UP_ASKED } from '../parts/money-sheet/ask-outcome.ts'
import { paths } from '../paths.ts'
import { useLive } from './live-context.ts'
import styles from '../layout/page.module.css'

/** How often a lost answer is asked for, in ms. */
const ASK_EVERY = 5_000
/** So soon after the press, in ms, the answer may still be on its way to another tab. */
const FRESH = 5_000

/** Where the outcome of an operation is shown; what went through is shown as the end of paying or sending. */
const pageOf = (operation: Intent['operation'], { id, status }: { id: string; status: string }) => {
  const good = status === 'succeeded'
  switch (operation) {
    case 'payOrder':
      return good ? paths.paid(id) : paths.payment(id)
    case 'sendTransfer':
      return good ? paths.sent(id) : paths.transferDetail(id)
    case 'topUp':
      return paths.topUpDetail(id)
    case 'withdraw':
      return paths.withdrawal(id)
  }
}

/**
 * Watches over what was asked for with money and never answered: after a reload, a closed sheet, a lost network. Says on
 * every page not to pay again, asks with the key that was written down, and shows what came of it.
 */
export const LostMoney = () => {
  const { t } = useTranslation('customer')
  const { text } = useFormat()
  const { intents } = useLive()
  const lost = useSyncExternalStore(intents.subscribe, intents.lost)
  const online = useOnline()
  const go = useGo()
  const queryClient = useQueryClient()
  const first = lost[0]

  useEffect(() => {
    if (!first || !online) return
    let gone = false
    const what = { name: text(first.about.name), amount: formatMoney(first.about.amount) }
    const look = async () => {
      if (Date.now() - first.at < FRESH) return
      if (first.operation === 'topUp' && Date.now() - first.at > TOP_UP_ASKED) return intents.close(first.key)
      const outcome = await askOutcome(first)
      if (gone || outcome.kind === 'silent') return
      void queryClient.invalidateQueries()
      if (outcome.kind === 'absent') {
        intents.absent(first.key)
        showToast(t('lost.absent', what), 'info')
        return
      }
      intents.close(first.key)
      go(pageOf(first.operation, outcome.result))
    }
    void look()
    const timer = setInterval(() => void look(), ASK_EVERY)
    return () => {
      gone = true
      clearInterval(timer)
    }
  }, [first, online, intents, queryClient, go, text, t])

  if (!first) return null
  return (
    <output className={styles['lost']} data-testid="lost-money">
      <Icon name="clock" size={18} />
      <span className="grow">
        {t('lost.checking', { name: text(first.about.name), amount: formatMoney(first.about.amount) })}
      </span>
    </output>
  )
}
