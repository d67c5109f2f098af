import type { DeskCase, Input } from '@topay/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { resyncQueries } from '#shared/api/query-client.ts'
import { useApiMutation } from '#shared/api/use-api-mutation.ts'
import { sentences } from '#shared/format/sentences.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { showToast } from '#shared/ui/toast-store.ts'
import { useDesk, useMay } from '../live/desk-context.ts'

export type CloseReason = NonNullable<Input<'closeCase'>['body']['reason']>
export const closeReasons = ['solved', 'no_answer', 'duplicate', 'other'] as const satisfies readonly CloseReason[]

/** How the case stands to the reader. */
export type Standing = 'mine' | 'unassigned' | 'others' | 'closed'

export const standingOf = (deskCase: Pick<DeskCase, 'status' | 'assignee_id'>, staffId: string): Standing => {
  if (deskCase.status === 'closed') return 'closed'
  if (deskCase.assignee_id === null) return 'unassigned'
  return deskCase.assignee_id === staffId ? 'mine' : 'others'
}

/** What the reader can do with a case now. An action that is not possible is missing. */
export const useCaseActions = (deskCase: DeskCase | undefined) => {
  const { t } = useTranslation('desk')
  const language = useLanguage()
  const { staff, caseChanged } = useDesk()
  const may = { take: useMay('cases.take'), assign: useMay('cases.assign'), close: useMay('cases.close') }
  const queryClient = useQueryClient()
  const onError = (error: unknown) => {
    const { title, detail } = explainError(error, language)
    showToast(sentences(language, title, detail), 'wait')
    // A colleague may have been faster: show how things stand.
    void resyncQueries(queryClient, ['getCase', 'listCases'])
  }
  const assign = useApiMutation('assignCase', { onSuccess: caseChanged, onError })
  const setStatus = useApiMutation('setCaseStatus', { onSuccess: caseChanged, onError })
  const close = useApiMutation('closeCase', { onSuccess: caseChanged, onError })
  if (deskCase === undefined) return null

  const params = { case_id: deskCase.id }
  const standing = standingOf(deskCase, staff.id)
  // Whoever may assign all cases may also work on a colleague's.
  const inHand = standing === 'mine' || (standing === 'others' && may.assign)
  const busy = assign.isPending || setStatus.isPending || close.isPending
  const assignTo = (assignee_id: string | null, said: string) =>
    // What the screen shows goes along: when a colleague was faster, nothing is taken from them.
    assign.mutate(
      { params, body: { assignee_id, expected_assignee_id: deskCase.assignee_id } },
      { onSuccess: () => showToast(said) },
    )
  return {
    standing,
    inHand,
    busy,
    take:
      may.take && (standing === 'unassigned' || standing === 'others') && !busy
        ? () => assignTo(staff.id, t('case.taken'))
        : undefined,
    handTo:
      (standing === 'mine' || (may.assign && standing !== 'closed')) && !busy
        ? (colleague: { id: string; name: string } | null) =>
            assignTo(
              colleague?.id ?? null,
              colleague === null ? t('case.putBack') : t('case.handed', { name: colleague.name }),
            )
        : undefined,
    wait:
      inHand && !busy && !deskCase.internal
        ? () =>
            setStatus.mutate({
              params,
              body: { status: deskCase.status === 'waiting_customer' ? 'open' : 'waiting_customer' },
            })
        : undefined,
    close:
      inHand && may.close && !busy
        ? (reason: CloseReason) =>
            close.mutate(
              { params, body: { reason } },
              { onSuccess: () => showToast(t(deskCase.internal ? 'internal.closed' : 'case.closed')) },
            )
        : undefined,
  }
}

export type CaseActions = NonNullable<ReturnType<typeof useCaseActions>>
