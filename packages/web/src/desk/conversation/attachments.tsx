import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import type { Attachment } from './types.ts'
import styles from './conversation.module.css'

/** Where the file of an attachment is read by staff. */
const addressOf = (caseId: string, fileId: string) =>
  `/api/v1/desk/cases/${encodeURIComponent(caseId)}/files/${encodeURIComponent(fileId)}`

const kilobytes = (bytes: number) => `${Math.max(1, Math.round(bytes / 1024))} KB`

/** Pictures are shown small and open in full; other files are a line with their name. */
export const Attachments = ({ caseId, attachments }: { caseId: string; attachments: readonly Attachment[] }) => {
  const { t } = useTranslation('desk')
  return (
    <ul className={styles['attachments']}>
      {attachments.map((attachment) => (
        <li key={attachment.file_id}>
          <a
            href={addressOf(caseId, attachment.file_id)}
            target="_blank"
            rel="noreferrer"
            className={attachment.media_type.startsWith('image/') ? styles['picture'] : styles['file']}
            title={attachment.name}
          >
            {attachment.media_type.startsWith('image/') ? (
              <img
                src={addressOf(caseId, attachment.file_id)}
                alt={t('message.picture', { name: attachment.name })}
                loading="lazy"
              />
            ) : (
              <>
                <Icon name="file" size={18} />
                <span className="grow ellipsis">{attachment.name}</span>
                <span className="t7 c3">{kilobytes(attachment.size)}</span>
              </>
            )}
          </a>
        </li>
      ))}
    </ul>
  )
}
