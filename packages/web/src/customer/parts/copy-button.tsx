import { useTranslation } from 'react-i18next'
import { IconButton } from '#shared/ui/icon-button.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import styles from '../pages/payment/payment.module.css'

/** Copies a number that people read to support or a merchant. */
export const CopyButton = ({ text, label }: { text: string; label: string }) => {
  const { t } = useTranslation()
  return (
    <IconButton
      icon="copy"
      size={16}
      label={label}
      className={`c3 ${styles['copy']}`}
      onClick={() => {
        void navigator.clipboard.writeText(text).then(() => showToast(t('copied')))
      }}
    />
  )
}

/** An id as people read it: its kind left out, the rest in groups of four. */
export const readableId = (id: string) =>
  (id.split('_').at(-1) ?? id)
    .toUpperCase()
    .slice(-16)
    .replace(/(.{4})(?=.)/g, '$1 ')
