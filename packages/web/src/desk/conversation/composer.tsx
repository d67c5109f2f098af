import type { DeskCase } from '@topay/contract'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#shared/ui/button.tsx'
import { classes } from '#shared/ui/tone.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { KeyCap } from '../keys/key-cap.tsx'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { caseTitle } from '../inbox/case-title.ts'
import { useDesk, useMay } from '../live/desk-context.ts'
import { checkOutbound } from './outbound-check.ts'
import { OutboundHint } from './outbound-hint.tsx'
import { UploadChips } from './upload-chips.tsx'
import { useDiagnosisWords } from './use-diagnosis-words.ts'
import { useDraft } from './use-draft.ts'
import { useUploads } from '#shared/chat/use-uploads.ts'
import type { CaseActions } from './use-case-actions.ts'
import styles from './composer.module.css'

/** Longest message that the server takes. */
const TEXT_MAX = 4000

type Props = { deskCase: DeskCase; actions: CaseActions; dropped: readonly File[] }

/** Where answers and notes are written. Drafts are kept; nothing is sent by Enter alone. */
export const Composer = ({ deskCase, actions, dropped }: Props) => {
  const { t } = useTranslation('desk')
  const { hub, realtime } = useDesk()
  const mayReply = useMay('cases.reply')
  // Among colleagues there is nobody to answer.
  const repliable = !deskCase.internal && (actions.inHand || actions.standing === 'unassigned')
  const [chosen, setChosen] = useState<'reply' | 'note'>('reply')
  const kind = repliable ? chosen : 'note'
  const [text, setText] = useDraft(deskCase.id, kind)
  const [confirming, setConfirming] = useState(false)
  const { uploads, add, remove, clear, ready, sending } = useUploads()
  const field = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const diagnosis = useDiagnosisWords(deskCase)
  const found = kind === 'reply' ? checkOutbound(text) : []
  const canSend = (text.trim() !== '' || ready.length > 0) && !sending

  const focusOn = (next: 'reply' | 'note') => {
    setChosen(next)
    setConfirming(false)
    requestAnimationFrame(() => field.current?.focus())
  }
  useShortcuts({
    r: repliable && mayReply ? () => focusOn('reply') : undefined,
    n: mayReply ? () => focusOn('note') : undefined,
  })
  useEffect(() => add(dropped), [add, dropped])

  const send = () => {
    if (!canSend) return
    if (found.length > 0 && !confirming) {
      setConfirming(true)
      return
    }
    hub.send(deskCase.id, { text: text.trim(), kind, attachments: ready })
    realtime.stoppedTyping(deskCase.id)
    setText('')
    setConfirming(false)
    clear()
    field.current?.focus()
  }
  if (!mayReply) return null
  return (
    <form
      className={classes(styles['composer'], kind === 'note' && styles['noting'], !repliable && styles['quiet'])}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div className={styles['kinds']}>
        {repliable && (
          <button
            type="button"
            className={classes(styles['kind'], kind === 'reply' && styles['kindOn'])}
            aria-pressed={kind === 'reply'}
            onClick={() => focusOn('reply')}
          >
            {t('composer.reply')} {kind !== 'reply' && <KeyCap keys="R" />}
          </button>
        )}
        <button
          type="button"
          className={classes(styles['kind'], kind === 'note' && styles['kindOn'])}
          aria-pressed={kind === 'note'}
          onClick={() => focusOn('note')}
        >
          {t('composer.note')} {kind !== 'note' && <KeyCap keys="N" />}
        </button>
        {deskCase.internal && <span className={styles['standing']}>{t('internal.notesOnly')}</span>}
        {actions.standing !== 'mine' && !deskCase.internal && (
          <span className={styles['standing']}>
            {t(`composer.standing.${repliable && actions.standing === 'others' ? 'inHand' : actions.standing}`)}
          </span>
        )}
      </div>
      <textarea
        ref={field}
        className={styles['field']}
        rows={2}
        maxLength={TEXT_MAX}
        aria-label={t(kind === 'reply' ? 'composer.replyTo' : 'composer.noteOn', { name: caseTitle(deskCase) })}
        placeholder={t(
          `composer.placeholder.${kind === 'note' ? 'note' : actions.standing === 'unassigned' ? 'unassigned' : 'reply'}`,
        )}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setConfirming(false)
          if (kind === 'reply') realtime.typing(deskCase.id)
        }}
        onPaste={(event) => {
          const files = [...event.clipboardData.files]
          if (files.length > 0) {
            event.preventDefault()
            add(files)
          }
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) {
            event.preventDefault()
            send()
          }
          if (event.key === 'Escape') field.current?.blur()
        }}
      />
      {uploads.length > 0 && <UploadChips uploads={uploads} onRemove={remove} />}
      <div className={styles['foot']}>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          accept="image/*,application/pdf"
          onChange={(event) => {
            add(event.target.files ?? [])
            event.target.value = ''
          }}
        />
        <button
          type="button"
          className={styles['tool']}
          aria-label={t('composer.attach')}
          title={t('composer.attach')}
          onClick={() => picker.current?.click()}
        >
          <Icon name="paperclip" size={18} />
        </button>
        {diagnosis !== null && kind === 'reply' && (
          <button
            type="button"
            className={styles['tool']}
            aria-label={t('composer.insert')}
            title={t('composer.insert')}
            onClick={() => {
              setText(text.trim() === '' ? diagnosis : `${text.trimEnd()}\n${diagnosis}`)
              field.current?.focus()
            }}
          >
            <Icon name="bolt" size={18} />
          </button>
        )}
        <OutboundHint kind={kind} empty={text.trim() === ''} found={found} confirming={confirming} />
        <Button type="submit" size="small" kind="primary" disabled={!canSend}>
          {t(confirming ? 'composer.sendAnyway' : kind === 'note' ? 'composer.saveNote' : 'composer.send')}
          <KeyCap keys="mod+enter" filled />
        </Button>
      </div>
    </form>
  )
}
