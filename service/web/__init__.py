"""What the HTML pages need and no function of the service should know: words, formats, layouts, templates."""
