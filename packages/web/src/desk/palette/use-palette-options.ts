import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { languageNames, languages } from '#shared/i18n/language.ts'
import { setLanguage } from '#shared/i18n/start-i18n.ts'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { chooseTheme } from '#shared/look/theme.ts'
import { useTheme } from '#shared/look/use-theme.ts'
import { views } from '../inbox/views.ts'
import { channelIcon } from '../inbox/case-row.tsx'
import { caseTitle } from '../inbox/case-title.ts'
import { useSettledText } from '../inbox/use-settled-text.ts'
import { useMay } from '../live/desk-context.ts'
import { matchWords } from './match.ts'
import type { Command } from './palette-context.ts'
import type { PaletteHost } from './use-palette-host.ts'

/** Cases shown in the palette at most. */
const CASES = 6

export type PaletteGroup = { name: string; commands: Command[] }

/** What the palette shows for a search: what can be done here, cases found by the server, pages, settings. */
export const usePaletteOptions = (host: PaletteHost, search: string, onHelp: () => void): PaletteGroup[] => {
  const { t } = useTranslation('desk')
  const navigate = useNavigate()
  const language = useLanguage()
  const theme = useTheme()
  const reads = useMay('cases.read')
  const reconciles = useMay('reconciliation.read')
  const reviews = useMay('identity.review')
  const approves = useMay('approvals.read')
  const { t: tReview } = useTranslation('review')
  const { t: tStaff } = useTranslation('staff')
  const q = useSettledText(search.trim())
  const cases = useQuery({
    ...apiQuery('listCases', { query: { view: 'all', limit: CASES, ...(q !== '' && { q }) } }),
    enabled: reads,
    placeholderData: keepPreviousData,
  })
  const closed = useQuery({
    ...apiQuery('listCases', { query: { view: 'closed', limit: CASES, q } }),
    enabled: reads && q !== '',
    placeholderData: keepPreviousData,
  })
  const other = languages.find((value) => value !== language) ?? language
  const fits = (command: Command) => matchWords(command.label, search) !== null

  const here: PaletteGroup[] = host.offered().map(({ group, commands }) => ({
    name: group,
    commands: commands.filter(fits),
  }))
  const found: Command[] = [...(cases.data?.items ?? []), ...(q === '' ? [] : (closed.data?.items ?? []))]
    .slice(0, CASES)
    .map((deskCase) => ({
      id: deskCase.id,
      icon: deskCase.internal ? ('bank' as const) : channelIcon[deskCase.channel],
      label: deskCase.internal ? caseTitle(deskCase) : `${caseTitle(deskCase)} ${deskCase.subject}`,
      hint: deskCase.number,
      run: () =>
        void navigate({
          to: '/inbox/$view/$caseId',
          params: { view: deskCase.status === 'closed' ? 'closed' : 'all', caseId: deskCase.id },
        }),
    }))
  const places: Command[] = [
    ...(reads
      ? views.map((view, index) => ({
          id: `view ${view}`,
          icon: 'inbox' as const,
          label: t('palette.toView', { view: t(`view.${view}`) }),
          keys: String(index + 1),
          run: () => void navigate({ to: '/inbox/$view', params: { view } }),
        }))
      : []),
    ...(reconciles
      ? [
          {
            id: 'reconciliation',
            icon: 'scale' as const,
            label: t('reconciliation.title'),
            run: () => void navigate({ to: '/reconciliation' }),
          },
        ]
      : []),
    ...(reviews
      ? (['verifications', 'recoveries'] as const).map((tab) => ({
          id: `identity ${tab}`,
          icon: 'shield' as const,
          label: tReview(`tab.${tab}`),
          run: () => void navigate({ to: `/identity/${tab}` }),
        }))
      : []),
    ...(approves
      ? [
          {
            id: 'approvals',
            icon: 'users' as const,
            label: tReview('tab.approvals'),
            run: () => void navigate({ to: '/identity/approvals' }),
          },
        ]
      : []),
    { id: 'account', icon: 'user', label: tStaff('account.open'), run: () => void navigate({ to: '/account' }) },
    { id: 'team', icon: 'users', label: t('palette.toTeam'), run: () => void navigate({ to: '/team' }) },
  ]
  const settings: Command[] = [
    {
      id: 'theme',
      icon: theme === 'dark' ? 'sun' : 'moon',
      label: t(theme === 'dark' ? 'entry.toLight' : 'entry.toDark'),
      run: () => chooseTheme(theme === 'dark' ? 'light' : 'dark'),
    },
    {
      id: 'language',
      icon: 'globe',
      label: t('palette.language', { name: languageNames[other] }),
      run: () => void setLanguage(other),
    },
    { id: 'help', icon: 'question', label: t('help.title'), keys: '?', run: onHelp },
  ]
  return [
    ...here,
    { name: t('palette.cases'), commands: found },
    { name: t('palette.places'), commands: places.filter(fits) },
    { name: t('palette.settings'), commands: settings.filter(fits) },
  ].filter((group) => group.commands.length > 0)
}
