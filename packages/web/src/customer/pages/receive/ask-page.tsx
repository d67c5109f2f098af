import { useQueryClient } from '@tanstack/react-query'
import type { Payee } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { formatMoney } from '#shared/money/format-money.ts'
import { parseAmount } from '#shared/money/parse-money.ts'
import { useOnline } from '#shared/realtime/use-online.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { Page } from '../../layout/page.tsx'
import { useAddressSearch, useGo } from '../../navigation.tsx'
import { AmountField } from '../../parts/amount-field.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { usePayee } from '../../parts/known-payees.ts'
import { PersonHead } from '../../parts/payee-head.tsx'
import { paths } from '../../paths.ts'
import { PayeePicker } from '../transfer/payee-picker.tsx'
import styles from './receive.module.css'

/** Asks somebody for money: first whom, then how much and what for. */
export const AskPage = () => {
  const { t } = useTranslation('money')
  const go = useGo()
  const { payee: payeeId } = useAddressSearch<{ payee: string }>()
  const { payee } = usePayee(payeeId)
  if (payee) return <AskForm payee={payee} />
  return (
    <Page title={t('ask.title')} back={paths.receive()}>
      <PayeePicker onPick={(picked) => go(paths.ask(picked.id))} />
    </Page>
  )
}

const AskForm = ({ payee }: { payee: Payee }) => {
  const { t } = useTranslation('money')
  const go = useGo()
  const online = useOnline()
  const queryClient = useQueryClient()
  const [typed, setTyped] = useState('')
  const [note, setNote] = useState('')
  const minor = parseAmount(typed)
  const amount = minor === undefined ? undefined : { amount: minor, currency: 'CNY' as const }
  const ask = useApiMutation('createMoneyRequest', {
    onSuccess: (made) => {
      queryClient.setQueryData(apiQuery('getMoneyRequest', { params: { money_request_id: made.id } }).queryKey, made)
      void queryClient.invalidateQueries({ queryKey: ['listMoneyRequests'] })
      go(paths.request(made.id), { replace: true })
    },
  })
  return (
    <Page
      title={t('ask.title')}
      back={paths.receive()}
      foot={
        <Button
          kind="primary"
          wide
          busy={ask.isPending}
          disabled={!amount || !online}
          onClick={() =>
            amount && ask.mutate({ body: { payee_id: payee.id, amount, ...(note.trim() && { note: note.trim() }) } })
          }
        >
          {amount ? t('ask.submit', { name: payee.masked_name, amount: formatMoney(amount) }) : t('ask.submitEmpty')}
        </Button>
      }
    >
      <Card padded>
        <PersonHead
          name={payee.masked_name}
          note={payee.masked_address}
          end={
            <Button size="small" onClick={() => go(paths.ask(), { replace: true })}>
              {t('ask.change')}
            </Button>
          }
        />
      </Card>
      <Card className={styles['form']}>
        <AmountField label={t('ask.amount')} value={typed} onChange={setTyped} />
        <Field
          label={t('ask.note')}
          placeholder={t('ask.notePlaceholder')}
          maxLength={60}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Card>
      <p className="t6 c3 center">{t('ask.hint')}</p>
      <FormError error={ask.error} />
    </Page>
  )
}
