import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { ConfigProvider } from 'antd'
import antdEnglish from 'antd/locale/en_US'
import antdChinese from 'antd/locale/zh_CN'
import { useMemo } from 'react'
import { useLanguage } from '#shared/i18n/use-language.ts'
import { useTheme } from '#shared/look/use-theme.ts'
import { Toasts } from '#shared/ui/toasts.tsx'
import { antdThemeOf } from './antd-theme.ts'
import { queryClient, router } from './router.tsx'

/** The desk: theme, language, cache and pages. */
export const App = () => {
  const theme = useTheme()
  const language = useLanguage()
  const antd = useMemo(() => antdThemeOf(theme), [theme])
  return (
    <ConfigProvider theme={antd} locale={language === 'en' ? antdEnglish : antdChinese}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </ConfigProvider>
  )
}
