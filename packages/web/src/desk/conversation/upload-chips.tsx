import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import type { Upload } from '#shared/chat/use-uploads.ts'
import styles from './composer.module.css'

/** The files of the message that is being written. */
export const UploadChips = ({ uploads, onRemove }: { uploads: readonly Upload[]; onRemove: (id: number) => void }) => {
  const { t } = useTranslation('desk')
  return (
    <ul className={styles['chips']} aria-label={t('composer.files')}>
      {uploads.map((upload) => (
        <li key={upload.id} className={styles['chip']} data-state={upload.state}>
          <Icon name={upload.state === 'failed' ? 'alert' : 'file'} size={16} />
          <span className="ellipsis">{upload.name}</span>
          <span className="t7">
            {upload.state === 'sending' && t('composer.uploading')}
            {upload.state === 'failed' && upload.why}
          </span>
          <button
            type="button"
            aria-label={t('composer.removeFile', { name: upload.name })}
            onClick={() => onRemove(upload.id)}
          >
            <Icon name="x" size={14} />
          </button>
        </li>
      ))}
    </ul>
  )
}
