import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { errorCode, explainError } from '#shared/api/explain-error.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { Button } from '#shared/ui/button.tsx'
import { IconButton } from '#shared/ui/icon-button.tsx'
import { EmptyState, ErrorState } from '#shared/ui/states.tsx'
import { useCaseActions } from '../conversation/use-case-actions.ts'
import type { View } from '../inbox/views.ts'
import { useCase } from '../live/use-case.ts'
import { ActivitySection } from './activity-section.tsx'
import { DifferenceSection } from '../reconciliation/difference-section.tsx'
import { CustomerSection } from './customer-section.tsx'
import { PanelSkeleton } from './panel-skeleton.tsx'
import { PastCasesSection } from './past-cases-section.tsx'
import { ProtectActions } from './protect-actions.tsx'
import { PaymentSection } from './payment-section.tsx'
import { ReviewLink } from './review-link.tsx'
import { StandingSection } from './standing-section.tsx'
import { TransactionsSection } from './transactions-section.tsx'
import styles from './panel.module.css'

type Props = { caseId: string; view: View; open: boolean; onClose: () => void }

/** The right pane: what happened to the money, then the person it happened to. */
export const CasePanel = ({ caseId, view, open, onClose }: Props) => {
  const { t } = useTranslation('desk')
  const language = useLanguage()
  const { data: deskCase } = useCase(caseId)
  const actions = useCaseActions(deskCase)
  const panel = useQuery({ ...apiQuery('getCasePanel', { params: { case_id: caseId } }), retry: false })
  const told = panel.error === null || panel.data !== undefined ? null : explainError(panel.error, language)
  const closer = useRef<HTMLDivElement>(null)
  // Where the panel lies over the conversation, the keyboard goes into it and comes back from it.
  useEffect(() => {
    if (!open || closer.current === null || closer.current.offsetParent === null) return
    const before = document.activeElement
    closer.current.querySelector('button')?.focus()
    return () => {
      if (before instanceof HTMLElement) before.focus()
    }
  }, [open])
  return (
    <div className={styles['panel']}>
      <div className={styles['closer']} ref={closer}>
        <span className="t3">{t('panel.label')}</span>
        <IconButton icon="x" size={20} label={t('panel.close')} onClick={onClose} />
      </div>
      {panel.isPending && <PanelSkeleton />}
      {told !== null &&
        (errorCode(panel.error) === 'CASE_NOT_YOURS' ? (
          <div className={styles['state']}>
            <EmptyState
              title={t(actions?.take ? 'panel.locked' : 'panel.lockedClosed')}
              hint={t(actions?.take ? 'panel.lockedHint' : 'panel.lockedClosedHint')}
              action={
                actions?.take && (
                  <Button size="small" kind="accent" onClick={actions.take} busy={actions.busy}>
                    {t('case.take')}
                  </Button>
                )
              }
            />
          </div>
        ) : (
          <div className={styles['state']}>
            <ErrorState
              title={told.title}
              hint={told.detail}
              {...(told.requestId !== null && { requestId: told.requestId })}
              onRetry={() => void panel.refetch()}
            />
          </div>
        ))}
      {panel.data !== undefined && (
        <>
          {panel.data.difference !== null && <DifferenceSection difference={panel.data.difference} />}
          {panel.data.diagnosis !== null && (
            <PaymentSection
              diagnosis={panel.data.diagnosis}
              title={panel.data.payment_title}
              card={deskCase?.payment ?? null}
            />
          )}
          <ReviewLink panel={panel.data} />
          <CustomerSection panel={panel.data} />
          {panel.data.customer !== null && <StandingSection standing={panel.data.customer.standing} />}
          {panel.data.customer !== null && deskCase?.internal === false && actions?.inHand === true && (
            <ProtectActions caseId={caseId} frozen={panel.data.customer.standing.frozen_at !== null} />
          )}
          {panel.data.customer !== null && (
            <>
              <TransactionsSection
                transactions={panel.data.recent_transactions}
                paymentId={panel.data.diagnosis?.payment_id ?? null}
              />
              <PastCasesSection cases={panel.data.past_cases} view={view} />
            </>
          )}
          <ActivitySection activity={panel.data.activity} />
        </>
      )}
    </div>
  )
}
