# The five newest texts of the archive that are important or more, without those that say "rehearsal".
curl -G -H "Authorization: Bearer $TELLAL_KEY" 'https://wire.example/api/v1/search' \
  --data-urlencode 'q=kind:text priority:1-3 -rehearsal' -d limit=5
