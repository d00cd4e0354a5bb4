; `adjutant` on the path. Windows has this folder of the user's on the path by itself, so nothing edits the path. A batch
; file waits for a program with a window, and the program writes to the console that it was started from.
!macro customInstall
  CreateDirectory "$LOCALAPPDATA\Microsoft\WindowsApps"
  FileOpen $0 "$LOCALAPPDATA\Microsoft\WindowsApps\adjutant.cmd" w
  ; By variable, because a batch file cannot hold every user's name.
  FileWrite $0 '@"%LOCALAPPDATA%\Programs\${APP_FILENAME}\${APP_EXECUTABLE_FILENAME}" %*$\r$\n'
  FileClose $0
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    Delete "$LOCALAPPDATA\Microsoft\WindowsApps\adjutant.cmd"
    ; Which the app wrote at its start, so that links find it.
    DeleteRegKey HKCU "Software\Classes\adjutant"
  ${endIf}
!macroend
