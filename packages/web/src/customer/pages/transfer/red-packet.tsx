import { useQueryClient } from '@tanstack/react-query'
import type { Transfer } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { classes } from '#shared/ui/tone.ts'
import { FormError } from '../../parts/form-error.tsx'
import styles from './transfer.module.css'

/** A red packet that was not opened yet: who it is from, and one round button. The money is theirs already. */
export const RedPacket = ({ transfer }: { transfer: Transfer }) => {
  const { t } = useTranslation('money')
  const queryClient = useQueryClient()
  const open = useApiMutation('openRedPacket', {
    onSuccess: (opened) => {
      queryClient.setQueryData(apiQuery('getTransfer', { params: { transfer_id: opened.id } }).queryKey, opened)
      void queryClient.invalidateQueries({ queryKey: ['getTransfer'] })
    },
  })
  return (
    <>
      <section
        className={classes(styles['envelope'], open.isPending && styles['opening'])}
        data-testid="red-packet"
        aria-labelledby="packet-from"
      >
        <div className={styles['flap']}>
          <h1 id="packet-from" className="t2">
            {t('transferDetail.packet.from', { name: transfer.counterparty_name })}
          </h1>
          {transfer.note && <p style={{ marginTop: 8 }}>{transfer.note}</p>}
        </div>
        <button
          type="button"
          className={styles['seal']}
          aria-label={t('transferDetail.packet.openLabel')}
          disabled={open.isPending}
          onClick={() => open.mutate({ params: { transfer_id: transfer.id } })}
        >
          {open.isPending ? '…' : t('transferDetail.packet.open')}
        </button>
        <p className={`t6 ${styles['safe']}`}>{t('transferDetail.packet.safe')}</p>
      </section>
      <FormError error={open.error} />
    </>
  )
}
