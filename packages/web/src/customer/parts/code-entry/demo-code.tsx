import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '#shared/api/client.ts'
import { isAddress } from './is-address.ts'
import styles from './code-entry.module.css'

/**
 * In demo mode no message leaves the house: shows the code that was sent, so that a stranger can go on. Where there is
 * no demo outbox (the operation is absent) this shows nothing. `to` may be masked; `sentAt` changes with every code that
 * was asked for.
 */
export const DemoCode = ({ to, sentAt, onFill }: { to: string; sentAt: string; onFill: (code: string) => void }) => {
  const { t } = useTranslation('customer')
  const { data: code, refetch } = useQuery({
    queryKey: ['demoCode', to, sentAt],
    queryFn: async () => {
      const { items } = await client('listDemoOutbox', { query: { limit: 20 } })
      return items.find((item) => item.code !== null && isAddress(to, item.to))?.code ?? null
    },
    retry: false,
    staleTime: 0,
  })
  // The message is written by a job a moment after the answer.
  useEffect(() => {
    if (code !== null) return
    const timer = setTimeout(() => void refetch(), 700)
    return () => clearTimeout(timer)
  }, [code, refetch])
  if (!code) return null
  return (
    <div className={styles['demo']}>
      <span className="grow c2">{t('signUp.demoCode', { code })}</span>
      <button type="button" className={styles['inline']} onClick={() => onFill(code)}>
        {t('signUp.demoFill')}
      </button>
    </div>
  )
}
