import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Card as BankCard } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Button } from '#shared/ui/button.tsx'
import { IconButton } from '#shared/ui/icon-button.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { Bone, EmptyState } from '#shared/ui/states.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { Page } from '../../layout/page.tsx'
import { Link } from '../../navigation.tsx'
import { offered } from '../../parts/card-choice.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import { CardFace } from './card-face.tsx'
import styles from './wallet.module.css'

export const CardsPage = () => {
  const { t } = useTranslation('customer')
  const { t: words } = useTranslation('money')
  const wallet = useQuery(apiQuery('getWallet', {}))
  const [leaving, setLeaving] = useState<BankCard | null>(null)
  const cards = wallet.data?.cards ?? []
  return (
    <Page
      title={t('cards.title')}
      back={paths.me()}
      readAt={wallet.dataUpdatedAt || undefined}
      foot={
        <Link {...paths.addCard()} className={buttonClass({ kind: 'primary', wide: true })}>
          <Icon name="plus" size={20} />
          {t('cards.add')}
        </Link>
      }
    >
      <Waiting reads={[wallet]} title={t('cards.failedToOpen')}>
        <Bone width="100%" height={132} radius={20} />
      </Waiting>
      {offered(cards).map((card) => (
        <BankCardTile key={card.id} card={card} alone={cards.length === 1} onRemove={() => setLeaving(card)} />
      ))}
      {cards.length > 1 && <p className="t6 c3 center">{words('cards.hint')}</p>}
      {wallet.data && cards.length === 0 && (
        <Card>
          <EmptyState title={t('cards.empty')} hint={t('cards.emptyHint')} />
        </Card>
      )}
      {cards.length > 0 && <p className="t6 c3 center">{t('cards.note')}</p>}
      <Sheet open={leaving !== null} onClose={() => setLeaving(null)} title={t('cards.removeTitle')} kind="center">
        {leaving && <RemoveQuestion card={leaving} onDone={() => setLeaving(null)} />}
      </Sheet>
    </Page>
  )
}

const BankCardTile = ({ card, alone, onRemove }: { card: BankCard; alone: boolean; onRemove: () => void }) => {
  const { t } = useTranslation('customer')
  const { t: words } = useTranslation('money')
  const { text, language } = useFormat()
  const queryClient = useQueryClient()
  const bank = text(card.bank_name)
  const choose = useApiMutation('updateCard', {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['getWallet'] })
      showToast(words('cards.made', { bank, last4: card.last4 }))
    },
    onError: (error) => showToast(explainError(error, language).title, 'info'),
  })
  return (
    <CardFace
      title={<h2 className="t3">{bank}</h2>}
      kind={card.kind}
      number={
        <span className="row-x between g3">
          <span>
            <span aria-hidden="true">•••• </span>
            {card.last4}
          </span>
          {!alone &&
            (card.is_default ? (
              <span className={styles['default']}>{words('cards.isDefault')}</span>
            ) : (
              <button
                type="button"
                className={styles['choose']}
                disabled={choose.isPending}
                aria-label={`${words('cards.makeDefault')} ${bank} (${card.last4})`}
                onClick={() => choose.mutate({ params: { card_id: card.id }, body: { is_default: true } })}
              >
                {words('cards.makeDefault')}
              </button>
            ))}
        </span>
      }
      end={
        <IconButton
          icon="x"
          size={18}
          className={styles['unlink']}
          label={`${t('cards.remove')} ${bank} (${card.last4})`}
          onClick={onRemove}
        />
      }
    />
  )
}

const RemoveQuestion = ({ card, onDone }: { card: BankCard; onDone: () => void }) => {
  const { t } = useTranslation('customer')
  const { t: common } = useTranslation()
  const { text } = useFormat()
  const queryClient = useQueryClient()
  const remove = useApiMutation('removeCard', {
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['getWallet'] })
      showToast(t('cards.removed'))
      onDone()
    },
  })
  return (
    <div className="col-y g3">
      <p className="t5 c2" style={{ margin: '8px 0 4px' }}>
        {t('cards.removeText', { bank: text(card.bank_name), last4: card.last4 })}
      </p>
      <FormError error={remove.error} />
      <div className="row-x g3">
        <Button className="grow" onClick={onDone}>
          {common('cancel')}
        </Button>
        <Button
          className="grow"
          kind="danger"
          busy={remove.isPending}
          onClick={() => remove.mutate({ params: { card_id: card.id } })}
        >
          {t('cards.remove')}
        </Button>
      </div>
    </div>
  )
}
