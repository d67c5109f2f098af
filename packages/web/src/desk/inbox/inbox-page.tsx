import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '#shared/ui/states.tsx'
import { ConversationPane } from '../conversation/conversation-pane.tsx'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { useDesk } from '../live/desk-context.ts'
import { CasePanel } from '../panel/case-panel.tsx'
import { CaseList } from './case-list.tsx'
import { useShownCase } from './use-shown-case.ts'
import { useTitle } from './use-title.ts'
import { isView } from './views.ts'
import styles from './inbox.module.css'

/** List, conversation, customer: the desk at work. */
export const InboxPage = () => {
  const { t } = useTranslation('desk')
  const params = useParams({ strict: false })
  const view = params.view !== undefined && isView(params.view) ? params.view : 'mine'
  const openId = params.caseId ?? null
  const { hub } = useDesk()
  const queryClient = useQueryClient()
  // Open for one case: another one starts with its panel closed, where it lies over the conversation.
  const [panelOf, setPanelOf] = useState<string | null>(null)
  const panelOpen = openId !== null && panelOf === openId
  const shownId = useShownCase(openId)
  useTitle(queryClient)
  const peek = useCallback((caseId: string) => hub.open(caseId), [hub])
  const togglePanel = useCallback(() => setPanelOf((was) => (was === openId ? null : openId)), [openId])
  useShortcuts({
    i: togglePanel,
    Escape: panelOpen ? togglePanel : undefined,
  })
  return (
    <div className={styles['panes']} data-pane={openId === null ? 'list' : 'conversation'}>
      <div className={styles['listPane']}>
        <CaseList view={view} openId={openId} onPeek={peek} />
      </div>
      <main className={styles['conversationPane']}>
        {shownId === null ? (
          <div className={styles['blank']}>
            <EmptyState title={t('conversation.none')} hint={t('conversation.noneHint')} />
          </div>
        ) : (
          <ConversationPane key={shownId} caseId={shownId} view={view} onPanel={togglePanel} />
        )}
      </main>
      {shownId !== null && (
        <aside className={styles['panelPane']} data-open={panelOpen} aria-label={t('panel.label')}>
          <CasePanel key={shownId} caseId={shownId} view={view} open={panelOpen} onClose={togglePanel} />
        </aside>
      )}
    </div>
  )
}
