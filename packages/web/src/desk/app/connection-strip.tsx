import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import { useFormat } from '#shared/format/use-format.ts'
import { useOnline } from '#shared/realtime/use-online.ts'
import { useRealtimeStatus } from '#shared/realtime/use-realtime-status.ts'
import { useDesk } from '../live/desk-context.ts'
import styles from './shell.module.css'

/** A lost connection is not worth a word until it lasts this long, in milliseconds. */
const PATIENCE_MS = 2_500

/** The amber line on top while messages cannot come in: no network, or the server is not there. */
export const ConnectionStrip = () => {
  const { realtime } = useDesk()
  const online = useOnline()
  const status = useRealtimeStatus(realtime)
  const broken = !online || (status !== 'live' && status !== 'stopped')
  return (
    <output className={styles['strip']} aria-live="polite">
      {broken && <LostLine online={online} />}
    </output>
  )
}

const LostLine = ({ online }: { online: boolean }) => {
  const { t } = useTranslation('desk')
  const { clock } = useFormat()
  const [since, setSince] = useState<number | null>(null)
  useEffect(() => {
    const lostAt = Date.now()
    const timer = setTimeout(() => setSince(lostAt), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  if (since === null) return null
  return (
    <span className={styles['stripLine']}>
      <Icon name={online ? 'refresh' : 'wifi-off'} size={16} />
      {t(online ? 'connection.lost' : 'connection.offline', { time: clock(since) })}
    </span>
  )
}
