import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import { IconButton } from '#shared/ui/icon-button.tsx'
import styles from './bills.module.css'

/** How long a pause in typing is before the list is asked, in ms. */
const PAUSE = 250

/** The search field of the bills: asks once typing pauses, and keeps the words in the address. */
export const FindBills = ({ q, onChange }: { q: string | undefined; onChange: (q: string | undefined) => void }) => {
  const { t } = useTranslation('customer')
  const { t: common } = useTranslation()
  const [typed, setTyped] = useState(q ?? '')
  const told = useRef(q)
  const tell = useRef(onChange)
  useEffect(() => {
    tell.current = onChange
  })
  useEffect(() => {
    // The address changed from outside, such as by "clear the filters".
    if (q === told.current) return
    told.current = q
    setTyped(q ?? '')
  }, [q])
  useEffect(() => {
    const next = typed.trim() === '' ? undefined : typed.trim()
    if (next === told.current) return
    const timer = setTimeout(() => {
      told.current = next
      tell.current(next)
    }, PAUSE)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <search className={styles['find']} style={{ display: 'block' }}>
      <div className={styles['box']}>
        <Icon name="search" size={20} />
        <input
          id="find-bills"
          type="search"
          aria-label={t('bills.search')}
          placeholder={t('bills.search')}
          enterKeyHint="search"
          maxLength={60}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {typed !== '' && <IconButton icon="x" size={18} label={common('clear')} onClick={() => setTyped('')} />}
      </div>
    </search>
  )
}
