"""Reports that come by themselves, from the scanner's folder and the office's mailbox, into a tray."""
