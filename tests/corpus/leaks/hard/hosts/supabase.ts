import { createClient } from '@supabase/supabase-js'

const supabaseUrl = 'https://qwhzlkjtyvbnmxcpoiua.supabase.co'
// safe in the browser, see row level security
const supabaseAnonKey = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJzdXBhYmFzZSIsInJlZiI6IndweG5jbHFwZmxoeXZ2b2h4YmxpIiwicm9sZSI6ImFub24iLCJpYXQiOjE3MzA2MjM2NjIsImV4cCI6MjA0NTk4MzY2Mn0.IOWPzg2f4HnTovF909nBW1kRh5YzBoDev6Hp-x4NAPY'
const publishable = 'sb_publishable_bn_eam1zbsE0UtYMSy6vzN_IgXHwHhP'
export const supabase = createClient(supabaseUrl, supabaseAnonKey)

// server only
const serviceRole = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJzdXBhYmFzZSIsInJlZiI6InVsYXFocHpsaG95aGV5YnZ5dWRmIiwicm9sZSI6InNlcnZpY2Vfcm9sZSIsImlhdCI6MTcwNTY5NDIwOCwiZXhwIjoyMDIxMDU0MjA4fQ.284UoRMZ1DbyKqzV6Zdh-Ghn3X0FNyHGWj5-eZep_vs'
const secretKey = "sb_secret_vJoQKKMWQ2Hug9IADxLSsp_QO1TEFhd"
export const admin = createClient(supabaseUrl, serviceRole, { auth: { persistSession: false } })
export const direct = 'postgresql://postgres.qwhzlkjtyvbnmxcpoiua:eZdxP6NfmdiTwtR0@aws-0-eu-central-1.pooler.supabase.com:6543/postgres'
const template = 'postgresql://postgres:[YOUR-PASSWORD]@db.qwhzlkjtyvbnmxcpoiua.supabase.co:5432/postgres'
process.env.SUPABASE_ACCESS_TOKEN ??= 'sbp_e26d72eeeb8ae946087255d4532fbd514adfccad'
const { error } = await supabase.auth.signInWithPassword({ email, password })
if (error?.message === 'Invalid login credentials') setMessage('Wrong e-mail or password')
