import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useUploads } from '#shared/chat/use-uploads.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { IconButton } from '#shared/ui/icon-button.tsx'
import { classes } from '#shared/ui/tone.ts'
import { useLive } from '../../live/live-context.ts'
import { useDraft } from './use-draft.ts'
import styles from './chat.module.css'

/** Longest text of one message. */
const LONGEST = 4000

/** Where the customer writes: text that is kept until it is sent, and pictures or PDF files. */
export const Composer = ({ caseId, onSent }: { caseId: string; onSent: () => void }) => {
  const { t } = useTranslation('customer')
  const { t: common } = useTranslation()
  const { hub, realtime } = useLive()
  const [text, setText] = useDraft(caseId)
  const files = useUploads()
  const input = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const excess = text.trim().length - LONGEST
  const empty = text.trim() === '' && files.ready.length === 0
  const blocked = empty || files.sending || excess > 0

  const send = () => {
    if (blocked) return
    hub.send(caseId, { text: text.trim(), attachments: files.ready })
    realtime.stoppedTyping(caseId)
    setText('')
    files.clear()
    input.current?.focus()
    onSent()
  }
  return (
    <>
      {files.uploads.length > 0 && (
        <ul className={styles['uploads']}>
          {files.uploads.map((upload) => (
            <li key={upload.id} className={classes(styles['upload'], upload.state === 'failed' && styles['failed'])}>
              <Icon name={upload.state === 'failed' ? 'alert' : 'file'} size={16} />
              <span className="ellipsis">
                {upload.state === 'failed'
                  ? `${t('chat.attachFailed', { name: upload.name })} · ${upload.why ?? ''}`
                  : upload.state === 'sending'
                    ? t('chat.attachBusy', { name: upload.name })
                    : upload.name}
              </span>
              <IconButton
                icon="x"
                size={16}
                label={t('chat.attachRemove', { name: upload.name })}
                onClick={() => files.remove(upload.id)}
              />
            </li>
          ))}
        </ul>
      )}
      {excess > 0 && (
        <p className="t6 c-danger" role="alert" style={{ marginBottom: 6 }}>
          {t('chat.tooLong', { count: excess })}
        </p>
      )}
      <form
        className={styles['composer']}
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <IconButton icon="plus" className="c2" label={t('chat.attach')} onClick={() => picker.current?.click()} />
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          accept="image/png,image/jpeg,image/webp,image/gif,application/pdf"
          onChange={(event) => {
            files.add(event.target.files ?? [])
            event.target.value = ''
          }}
        />
        <textarea
          ref={input}
          className={styles['input']}
          rows={1}
          aria-label={t('chat.input')}
          placeholder={t('chat.input')}
          enterKeyHint="send"
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            if (event.target.value.trim() !== '') realtime.typing(caseId)
          }}
          onPaste={(event) => {
            if (event.clipboardData.files.length > 0) {
              event.preventDefault()
              files.add(event.clipboardData.files)
            }
          }}
          onKeyDown={(event) => {
            // While characters are being composed, Enter belongs to the input method.
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
            event.preventDefault()
            send()
          }}
        />
        <button
          type="submit"
          className={styles['send']}
          disabled={blocked}
          aria-label={empty ? t('chat.sendEmpty') : common('send')}
        >
          <Icon name="send" size={20} />
        </button>
      </form>
    </>
  )
}
