import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { useChat } from '#shared/chat/use-chat.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { EmptyState, ErrorState } from '#shared/ui/states.tsx'
import type { View } from '../inbox/views.ts'
import { caseTitle } from '../inbox/case-title.ts'
import { useDesk } from '../live/desk-context.ts'
import { useCase } from '../live/use-case.ts'
import { Composer } from './composer.tsx'
import { ConversationHeader } from './conversation-header.tsx'
import { MessageList } from './message-list.tsx'
import { MessagesSkeleton } from './messages-skeleton.tsx'
import { useCaseActions } from './use-case-actions.ts'
import { useMarkRead } from './use-mark-read.ts'
import styles from './conversation.module.css'

type Props = { caseId: string; view: View; onPanel: () => void }

/** The middle pane: who, what was said, and the answer. Made anew for every case. */
export const ConversationPane = ({ caseId, view, onPanel }: Props) => {
  const { t } = useTranslation('desk')
  const language = useLanguage()
  const { hub } = useDesk()
  const { data: deskCase, error, refetch } = useCase(caseId)
  const chat = useChat(hub, caseId)
  const actions = useCaseActions(deskCase)
  const [dropped, setDropped] = useState<readonly File[]>([])
  useMarkRead(caseId, chat.lastSeq, actions?.standing === 'mine' || actions?.standing === 'unassigned')

  if (deskCase === undefined || actions === null) {
    if (error === null) return <MessagesSkeleton withHeader />
    const told = explainError(error, language)
    return (
      <div className={styles['failed']}>
        <ErrorState
          title={told.title}
          hint={told.detail}
          {...(told.requestId !== null && { requestId: told.requestId })}
          onRetry={() => void refetch()}
        />
      </div>
    )
  }
  const told = chat.status === 'error' ? explainError(chat.error, language) : null
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping a file is an extra; the button attaches too
    <section
      className={styles['conversation']}
      aria-label={t(deskCase.internal ? 'internal.about' : 'conversation.with', { name: caseTitle(deskCase) })}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        setDropped([...event.dataTransfer.files])
      }}
    >
      <ConversationHeader deskCase={deskCase} actions={actions} view={view} onPanel={onPanel} />
      {told !== null && (
        <div className={styles['failed']}>
          <ErrorState
            title={told.title}
            hint={told.detail}
            {...(told.requestId !== null && { requestId: told.requestId })}
            onRetry={() => hub.reload(caseId)}
          />
        </div>
      )}
      {(chat.status === 'idle' || chat.status === 'loading') && <MessagesSkeleton />}
      {chat.status === 'ready' && chat.items.length === 0 && (
        <div className={styles['failed']}>
          <EmptyState title={t('conversation.empty')} hint={t('conversation.emptyHint')} />
        </div>
      )}
      {chat.status === 'ready' && chat.items.length > 0 && <MessageList chat={chat} deskCase={deskCase} />}
      <Composer deskCase={deskCase} actions={actions} dropped={dropped} />
    </section>
  )
}
