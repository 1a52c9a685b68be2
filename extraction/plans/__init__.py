"""The steps that read a plan into a draft campaign; ``extraction/plan.py`` calls them in order."""
