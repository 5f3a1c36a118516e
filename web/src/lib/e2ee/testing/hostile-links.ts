// SPDX-License-Identifier: Apache-2.0
/** What people have sent, or may send, to be clicked: [text]. None may become a link; each must get a mark. */

const SHARES = String.raw`
\\evil\share
\\evil.example\share\file.exe
\\10.0.0.1\c$
\\evil@80\share
\\evil@SSL@443\dav\x
\\?\UNC\evil\share
\\.\pipe\x
\\?\C:\x
\??\C:\x
\\evil
\/evil/share
/\evil\share
//evil/share
//evil.example/share
///evil/share
//10.0.0.1/x
////evil
(\\evil\share)
"//evil/share"
<\\evil\share>
'\\evil\share'
x=\\evil\share
＼＼evil＼share
／／evil／share
∕∕evil∕share
⧵⧵evil⧵share
∖∖evil∖share
⁄⁄evil⁄share
＼\evil\share
⧸⧸evil⧸x
%5c%5cevil%5cshare
%5C%5Cevil
C:\Windows\System32\calc.exe
c:/windows/system32/cmd.exe
"C:\x.lnk"
Z:\x
C：＼Windows＼calc.exe
https:\\evil.example\x
http:\\evil.example
https:/\evil.example
https:\/evil.example
`
  .trim()
  .split('\n');

const SCHEMES =
  'file smb cifs:// search-ms search ms-settings ms-word ms-excel ms-powerpoint ms-msdt ms-officecmd ms-appinstaller ms-cxh ms-browser-extension javascript vbscript data blob ' +
  'about chrome chrome-extension edge moz-extension resource view-source jar ldap ldaps ftp ftps sftp ssh telnet rlogin tn3270 gopher nntp news irc ircs ' +
  'magnet intent market itms itms-apps itms-services facetime facetime-audio sms tel callto skype slack zoommtg zoomus vscode steam rdp vnc ' +
  'ws wss webcal webdav davs nfs afp svn git+ssh mk mhtml res hcp help shell onenote outlook lync sip sips xmpp urn x-apple.systempreferences ' +
  'filesystem livescript mocha wyciwyg cid mid feed dict finger tftp';

const schemes = SCHEMES.split(' ').map((s) => s.replace('://', ''));
const SCHEMED = [
  ...schemes.flatMap((s) => [`${s}:${s.startsWith('ms-') || s === 'search' ? 'x' : '//evil.example/x'}`]),
  ...schemes.map((s) => `${s.toUpperCase()}://evil/x`),
  ...schemes
    .slice(0, 24)
    .map((s) => `${s}:evil.example`)
    .filter((t) => !t.startsWith('cifs:')),
  'JaVaScRiPt:alert(1)',
  'javascript:alert(document.domain)//http://good.example',
  'javascript://good.example/%0aalert(1)',
  'javascript&colon;alert(1)',
  'javascript%3aalert(1)',
  'javascript：alert(1)',
  'javascript∶alert(1)',
  'javascriptː//x',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD4=',
  'file:///etc/passwd',
  'file://evil/share/x.exe',
  'file:\\\\evil\\share',
  'file:%5c%5cevil',
  'file：//evil/share',
  'ｆｉｌｅ：／／evil／share',
  'search-ms:query=x&crumb=location:\\\\evil\\share&displayname=Invoices',
  'ms-word:ofe|u|https://evil.example/x.docx',
  'ms-excel:ofv|u|https://evil.example/x.xlsx',
  'ms-msdt:/id PCWDiagnostic',
  'zoommtg://evil.example/join?confno=1',
  'view-source:https://good.example/',
  'jar:https://evil.example!/x',
  'feed:https://evil.example/',
  'x:http://evil.example/',
  'unknown-scheme://evil.example',
  'abc+def://x',
  'a1://x',
  'blob:https://good.example/1',
  '(javascript:alert(1))',
  '<javascript:alert(1)>',
];

const HIDDEN = [
  '\u00ad',
  '\u034f',
  '\u061c',
  '\u115f',
  '\u1160',
  '\u17b4',
  '\u180e',
  '\u200b',
  '\u200c',
  '\u200d',
  '\u200e',
  '\u200f',
  '\u202a',
  '\u202b',
  '\u202c',
  '\u202d',
  '\u202e',
  '\u2060',
  '\u2061',
  '\u2066',
  '\u2067',
  '\u2068',
  '\u2069',
  '\u206a',
  '\u2800',
  '\u3164',
  '\ufe0f',
  '\ufff9',
  '\uffa0',
  '\u{e0001}',
  '\u{e0041}',
  '\u0000',
  '\u0008',
  '\u001b',
  '\u{e0100}',
];
const MASKED = HIDDEN.flatMap((h) => [
  `https://good.exam${h}ple/`,
  `ht${h}tps://evil.example/`,
  `https:/${h}/evil.example/`,
  `java${h}script:alert(1)`,
  `\\${h}\\evil\\share`,
]);

const DISGUISED = [
  'https://good.example@evil.example/',
  'https://good.example:443@evil.example/',
  'https://user:pass@evil.example/',
  'https://good.example%40evil.example@evil.example/',
  'http://good.example\\@evil.example/',
  'https://good.example\\.evil.example',
  'https://good.example／.evil.example/',
  'https://good.example∕login.evil.example/',
  'https://good.example⁄login.evil.example/',
  'https://good.example⧸x.evil.example/',
  'https://good.example？x.evil.example/',
  'https://good.example＃x.evil.example/',
  'https：//evil.example/',
  'https∶//evil.example/',
  'ｈｔｔｐｓ://evil.example/',
  'ｈttps://evil.example/',
  'https:evil.example',
  'https:/evil.example',
  'https:///evil.example',
  'http:evil',
  'https://',
  'https://?x',
  'https://#x',
  'https://.',
  'http://[::1',
  'http://[fe80::1%25eth0]/',
  'http://evil.example:99999/',
  'http://http://evil.example',
  'https://good.example,https://evil.example',
  'https://good.example|https://evil.example',
  'https://good.example/https://evil.example\\x',
  'mailto:a@good.example?attach=/etc/passwd',
  'mailto:a@good.example?subject=x&body=y',
  'mailto:a@good.example,b@evil.example',
  'mailto:',
  'mailto:?to=x@evil.example',
  'mailto:javascript:alert(1)',
  'mailto://evil.example/x',
  'https://evil\u2024example/\u2025',
  `https://evil.example/${'a'.repeat(3_000)}`,
];

export const HOSTILE: [string][] = [...SHARES, ...SCHEMED, ...MASKED, ...DISGUISED].map((text) => [text]);
