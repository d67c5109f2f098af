import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { useOnline } from '#shared/realtime/use-online.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { Page } from '../../layout/page.tsx'
import { useAddressSearch, useGo, useLeave } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { useDemo } from '../../parts/use-demo.ts'
import { useMe } from '../../parts/use-me.ts'
import { paths } from '../../paths.ts'
import { groupCardNumber, isLongEnough } from './card-number.ts'
import { CardFace } from './card-face.tsx'
import { demoCardNumber } from './demo-card.ts'
import styles from './wallet.module.css'

export const AddCardPage = () => {
  const { t } = useTranslation('customer')
  const { text } = useFormat()
  const { order } = useAddressSearch<{ order: string }>()
  const me = useMe()
  const go = useGo()
  const leave = useLeave()
  const online = useOnline()
  const queryClient = useQueryClient()
  const [number, setNumber] = useState('')
  const [left, setLeft] = useState(false)
  const [holder, setHolder] = useState(me.name)
  const add = useApiMutation('addCard', {
    onSuccess: async (card) => {
      await queryClient.invalidateQueries({ queryKey: ['getWallet'] })
      showToast(t('addCard.done', { bank: text(card.bank_name), last4: card.last4 }))
      if (order) go(paths.checkout(order), { replace: true })
      else leave(paths.cards())
    },
  })
  const demo = useDemo()
  const complete = isLongEnough(number)
  return (
    <Page title={t('addCard.title')} back={order ? paths.checkout(order) : paths.cards()}>
      <div aria-hidden="true">
        <CardFace
          title={<div className="t3">{t('addCard.face')}</div>}
          number={number || <span className={styles['dim']}>0000 0000 0000 0000</span>}
          holder={holder}
        />
      </div>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          add.mutate({ body: { number, holder_name: holder } })
        }}
      >
        <Field
          label={t('addCard.number')}
          icon="card"
          name="number"
          inputMode="numeric"
          autoComplete="cc-number"
          required
          placeholder={t('addCard.numberPlaceholder')}
          value={number}
          onChange={(event) => setNumber(groupCardNumber(event.target.value))}
          onBlur={() => setLeft(true)}
          error={left && number !== '' && !complete ? t('addCard.short') : undefined}
        />
        <Field
          label={t('addCard.holder')}
          icon="user"
          name="holder"
          autoComplete="cc-name"
          required
          maxLength={60}
          value={holder}
          onChange={(event) => setHolder(event.target.value)}
          hint={t('addCard.holderHint')}
        />
        <FormError error={add.error} />
        <Button
          kind="primary"
          wide
          type="submit"
          busy={add.isPending}
          disabled={!complete || !holder.trim() || !online}
        >
          {t('addCard.submit')}
        </Button>
        <p className="row-x g2 t6 c3" style={{ justifyContent: 'center' }}>
          <Icon name="shield" size={16} />
          {t('addCard.safe')}
        </p>
      </form>
      {demo && (
        <div className={styles['demo']}>
          <span className="t6 c2">{t('addCard.demo')}</span>
          <div className="row-x g2" style={{ flexWrap: 'wrap' }}>
            {(['works', 'limited'] as const).map((kind) => (
              <Button key={kind} size="small" onClick={() => setNumber(groupCardNumber(demoCardNumber(kind)))}>
                {t(`addCard.demoKind.${kind}`)}
              </Button>
            ))}
          </div>
        </div>
      )}
    </Page>
  )
}
